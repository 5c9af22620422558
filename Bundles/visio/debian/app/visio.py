"""What web server, worker and signalling share: their settings, and the ways to the five stores.

Every call makes a connection of its own, so that a store that was away needs nothing but to be back.
"""

import http.client
import json
import logging
import logging.handlers
import os
import socket

WAIT = 5  # seconds, for any answer of a store


def secret(name):
    with open(os.environ[name + "_FILE"]) as file:
        return file.read().strip()


def address(name):
    """`user@host:port/path` or a part of it."""
    text = os.environ[name]
    user, _, rest = text.rpartition("@")
    place, _, path = rest.partition("/")
    host, _, port = place.partition(":")
    return user, host, int(port), path


def log_file(name):
    """Programs write into a file; a sidekick brings it to standard output."""
    handler = logging.handlers.RotatingFileHandler("/var/log/visio/" + name, maxBytes=10_000_000, backupCount=1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("visio")
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    return log


# Rows: MySQL's protocol.


def database():
    import pymysql

    user, host, port, name = address("DATABASE")
    return pymysql.connect(
        host=host, port=port, user=user, password=secret("DATABASE_PASSWORD"), database=name,
        connect_timeout=WAIT, read_timeout=WAIT, write_timeout=WAIT, autocommit=True)


def sql(text, *values):
    connection = database()
    try:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall()
    finally:
        connection.close()


# Messages: AMQP.


def queue():
    import pika

    user, host, port, _ = address("QUEUE")
    parameters = pika.ConnectionParameters(
        host=host, port=port, credentials=pika.PlainCredentials(user, secret("QUEUE_PASSWORD")),
        heartbeat=30, socket_timeout=WAIT, blocked_connection_timeout=WAIT)
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    waiting = channel.queue_declare("jobs", durable=True).method.message_count
    return connection, channel, waiting


def send(job):
    import pika

    connection, channel, _ = queue()
    try:
        channel.confirm_delivery()
        channel.basic_publish("", "jobs", job.encode(), pika.BasicProperties(delivery_mode=2), mandatory=True)
    finally:
        connection.close()


def waiting():
    connection, _, count = queue()
    connection.close()
    return count


# Documents: HTTP and JSON. The product would speak MongoDB's protocol here; see ../documents.


def document(method, path, value=None):
    _, host, port, _ = address("DOCUMENTS")
    connection = http.client.HTTPConnection(host, port, timeout=WAIT)
    try:
        connection.request(method, path, None if value is None else json.dumps(value))
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status == 404:
        return None
    if answer.status >= 300:
        raise OSError(f"the document store answered {answer.status}")
    return json.loads(text) if text else None


# Keys: the protocol of Redis.


def encoded(*words):
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        data = str(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
    return b"".join(parts)


def keys(*words):
    _, host, port, _ = address("KEYS")
    with socket.create_connection((host, port), WAIT) as connection, connection.makefile("rb") as answers:
        connection.sendall(encoded("AUTH", secret("KEYS_PASSWORD")) + encoded(*words))
        answer(answers)
        return answer(answers)


def answer(stream):
    line = stream.readline()
    if not line:
        raise OSError("Redis closed the connection")
    kind, rest = line[:1], line[1:-2]
    if kind == b"-":
        raise OSError("Redis: " + rest.decode())
    if kind == b"$":
        return None if rest == b"-1" else stream.read(int(rest) + 2)[:-2].decode()
    if kind == b"*":
        return [answer(stream) for _ in range(int(rest))]
    return int(rest) if kind == b":" else rest.decode()


# What may be forgotten: the text protocol of memcached.


def cache(line, data=None):
    _, host, port, _ = address("CACHE")
    with socket.create_connection((host, port), WAIT) as connection, connection.makefile("rb") as answers:
        connection.sendall(line.encode() + b"\r\n" + (b"" if data is None else data.encode() + b"\r\n"))
        return answers.readline().strip().decode()


def count(name):
    """One more, from nothing where it was forgotten."""
    cache(f"add {name} 0 0 1", "0")
    return int(cache(f"incr {name} 1"))
