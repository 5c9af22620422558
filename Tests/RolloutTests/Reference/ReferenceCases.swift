import Testing

/// A Compose file, and how our requests differ from the reference's on purpose.
struct ReferenceCase: CustomTestStringConvertible, Sendable {
    let name: String
    let compose: String
    var files: [String: String] = [:]
    /// Each with its reason beside it.
    var differences: [String] = []
    var testDescription: String { name }

    static let all: [ReferenceCase] = [
        ReferenceCase(
            name: "the smallest",
            compose: """
                services:
                  web:
                    image: web:1
                """),
        ReferenceCase(
            name: "process",
            compose: """
                services:
                  web:
                    image: web:1
                    command: ["serve", "--all"]
                    entrypoint: /entry.sh --now
                    environment: { B: "2", A: "1", EMPTY: "" }
                    working_dir: /srv
                    user: "1000:1000"
                    hostname: front
                    domainname: example.org
                    tty: true
                    stdin_open: true
                    init: true
                    stop_signal: SIGQUIT
                    stop_grace_period: 1m30s
                    read_only: true
                    labels: { com.example.a: b }
                    container_name: my-web
                """),
        ReferenceCase(
            name: "health, restart, limits",
            compose: """
                services:
                  web:
                    image: web:1
                    restart: on-failure:3
                    healthcheck:
                      test: curl -f http://localhost
                      interval: 1m
                      timeout: 10s
                      retries: 3
                      start_period: 40s
                    deploy:
                      resources:
                        limits: { cpus: "0.5", memory: 64M, pids: 100 }
                        reservations: { memory: 32M }
                  other:
                    image: web:1
                    restart: always
                    mem_limit: 128m
                    mem_reservation: 64m
                    memswap_limit: 256m
                    mem_swappiness: 10
                    cpus: 1.5
                    cpu_shares: 512
                    cpu_quota: 50000
                    cpu_period: 100000
                    cpuset: 0-1
                    pids_limit: 50
                    oom_score_adj: 100
                    oom_kill_disable: true
                    shm_size: 64m
                    healthcheck: { disable: true }
                  third:
                    image: web:1
                    restart: unless-stopped
                    deploy: { restart_policy: { condition: on-failure, max_attempts: 4 } }
                """),
        ReferenceCase(
            name: "security",
            compose: """
                services:
                  web:
                    image: web:1
                    cap_add: [NET_ADMIN]
                    cap_drop: [ALL]
                    privileged: true
                    security_opt: ["no-new-privileges:true", "label:disable"]
                    userns_mode: host
                    group_add: [mail, "1001"]
                    ulimits: { nofile: { soft: 100, hard: 200 }, nproc: 50 }
                    sysctls: { net.core.somaxconn: 1024 }
                    devices: ["/dev/null:/dev/zero2:rwm", /dev/tty]
                    device_cgroup_rules: ["c 1:3 mr"]
                    ipc: private
                    cgroup: host
                    pid: host
                    uts: host
                    isolation: default
                    runtime: runc
                """),
        ReferenceCase(
            name: "ports",
            compose: """
                services:
                  web:
                    image: web:1
                    ports:
                      - "80"
                      - "8080:80"
                      - "127.0.0.1:8443:443"
                      - "9000-9002:9000-9002"
                      - "53:53/udp"
                      - { target: 3000, published: "3001", protocol: tcp, host_ip: 127.0.0.1 }
                    expose: ["7000", "7001-7002", "99/udp"]
                """),
        ReferenceCase(
            name: "networks",
            compose: """
                services:
                  web:
                    image: web:1
                    networks:
                      front: { aliases: [www, site], priority: 10 }
                      back: { ipv4_address: 172.30.0.10 }
                  db:
                    image: web:1
                    networks: [back]
                    mac_address: 02:42:ac:11:65:43
                  alone:
                    image: web:1
                    network_mode: none
                  shared:
                    image: web:1
                    network_mode: service:db
                networks:
                  front:
                    driver: bridge
                    driver_opts: { com.docker.network.bridge.name: vfront }
                    labels: { a: b }
                    attachable: true
                  back:
                    internal: true
                    ipam: { config: [{ subnet: 172.30.0.0/24, ip_range: 172.30.0.128/25, gateway: 172.30.0.1, aux_addresses: { other: 172.30.0.5 } }] }
                """),
        ReferenceCase(
            name: "names on the network",
            compose: """
                services:
                  web:
                    image: web:1
                    links: ["db:database", "cache"]
                    dns: [10.0.0.1]
                    dns_search: [example.org]
                    dns_opt: [use-vc]
                    extra_hosts: ["somehost:10.0.0.5", "v6:::1"]
                  db:
                    image: web:1
                  cache:
                    image: web:1
                """),
        ReferenceCase(
            name: "mounts",
            compose: """
                services:
                  web:
                    image: web:1
                    volumes:
                      - ./config:/etc/app:ro
                      - ./config/a.conf:/etc/a.conf
                      - /tmp:/host-tmp
                      - named:/data
                      - named:/data2:ro
                      - { type: volume, source: named, target: /data3, volume: { nocopy: true } }
                      - /anonymous
                      - { type: tmpfs, target: /cache, tmpfs: { size: 1000000, mode: 448 } }
                    tmpfs: ["/run:size=1m", /tmp]
                volumes:
                  named:
                    driver: local
                    driver_opts: { type: tmpfs, device: tmpfs, o: size=1m }
                    labels: { a: b }
                """, files: ["config/a.conf": "a"]),
        ReferenceCase(
            name: "order and company",
            compose: """
                services:
                  web:
                    image: web:1
                    depends_on:
                      db: { condition: service_started, restart: true }
                      job: { condition: service_completed_successfully, required: false }
                    scale: 2
                  db:
                    image: web:1
                    volumes_from: [job]
                  job:
                    image: web:1
                    command: ["true"]
                    volumes: [/shared]
                  named:
                    image: web:1
                    deploy: { replicas: 2, mode: replicated, labels: { only: swarm } }
                    annotations: { a: b }
                """),
        ReferenceCase(
            name: "logging",
            compose: """
                services:
                  web:
                    image: web:1
                    logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }
                    blkio_config:
                      weight: 300
                      device_read_bps: [{ path: /dev/null, rate: 12mb }]
                """),
        ReferenceCase(
            name: "configs and secrets",
            compose: """
                services:
                  web:
                    image: web:1
                    configs: [site, { source: site, target: /etc/site.conf }]
                    secrets: [key, { source: key, target: other }]
                configs: { site: { file: ./site.conf } }
                secrets: { key: { file: ./key.txt } }
                """, files: ["site.conf": "s", "key.txt": "k"]),
        ReferenceCase(
            name: "values from files",
            compose: """
                services:
                  web:
                    image: web:1
                    env_file: [a.env, { path: missing.env, required: false }]
                    environment: [LATER=here, "PATH_${UNSET:-x}=y"]
                    label_file: labels
                    extends: { file: base.yaml, service: base }
                """,
            files: [
                "a.env": "FIRST=1\nLATER=there\nQUOTED=\"a b\"\n", "labels": "com.example.l=1\n",
                "base.yaml": "services:\n  base:\n    image: other:1\n    cap_add: [SYS_TIME]\n    command: [base]\n",
            ]),
        ReferenceCase(
            name: "gpus and storage",
            compose: """
                services:
                  web:
                    image: web:1
                    deploy:
                      resources:
                        reservations:
                          devices: [{ capabilities: [gpu], driver: nvidia, count: 2, options: { a: b } }]
                    storage_opt: { size: 1G }
                    cgroup_parent: m-executor
                    platform: linux/amd64
                  all:
                    image: web:1
                    deploy:
                      resources:
                        reservations: { devices: [{ capabilities: [gpu], count: all }] }
                """,
            differences: [
                // The Compose Specification has `options`; the reference's release does not hand them on.
                #"container sample-web-1.HostConfig.DeviceRequests: [{"Capabilities":[["gpu"]],"Count":2,"Driver":"nvidia"}], [{"Capabilities":[["gpu"]],"Count":2,"Driver":"nvidia","Options":{"a":"b"}}]"#
            ]),
        ReferenceCase(
            name: "shared names",
            compose: """
                name: ignored-here
                services:
                  web:
                    image: web:1
                    pid: service:db
                    ipc: service:db
                    volumes_from: ["db:ro"]
                    external_links: ["theirs:mine"]
                    networks: [outside, default]
                  db:
                    image: web:1
                    ipc: shareable
                    network_mode: bridge
                    volumes: [data:/data]
                networks:
                  default: { driver: bridge, enable_ipv6: false, name: my-net }
                  outside: { name: elsewhere }
                volumes:
                  data: { name: my-data }
                """,
            differences: [
                // The reference forgets that it is for reading only.
                #"container sample-web-1.HostConfig.VolumesFrom: ["sample-db-1"], ["sample-db-1:ro"]"#
            ]),
        ReferenceCase(
            name: "endpoints",
            compose: """
                services:
                  web:
                    image: web:1
                    networks:
                      six: { ipv6_address: "2001:db8::5", link_local_ips: [169.254.8.8], driver_opts: { a: b } }
                    volumes: [own:/own, "./z:/z:z"]
                    init: false
                  two:
                    image: web:1
                    network_mode: host
                    hostname: h
                networks:
                  six: { enable_ipv6: true, ipam: { driver: default, config: [{ subnet: "2001:db8::/64" }] } }
                volumes:
                  own: {}
                """, files: ["z/a": "a"],
            differences: [
                // Release 2.26 does not hand them on; later ones do.
                #"container sample-web-1.NetworkingConfig.EndpointsConfig.sample_six.DriverOpts: null, {"a":"b"}"#,
                // It is the container's own address, which stands where it belongs as well.
                #"container sample-web-1.NetworkingConfig.EndpointsConfig.sample_six.IPv6Gateway: "2001:db8::5", null"#,
            ]),
        ReferenceCase(
            name: "processor time and devices",
            compose: """
                services:
                  web:
                    image: web:1
                    cpu_count: 2
                    cpu_percent: 50
                    cpu_rt_period: 950000
                    cpu_rt_runtime: 95000
                    blkio_config:
                      weight_device: [{ path: /dev/null, weight: 20 }]
                      device_read_iops: [{ path: /dev/null, rate: 10 }]
                      device_write_bps: [{ path: /dev/null, rate: 1mb }]
                      device_write_iops: [{ path: /dev/null, rate: 30 }]
                    gpus: [{ driver: nvidia, device_ids: ["0"] }]
                    dns: [10.0.0.1, 10.0.0.2]
                    ulimits: { core: 0, memlock: { soft: -1, hard: -1 } }
                    security_opt: ["seccomp=unconfined", "systempaths=unconfined", "apparmor:x"]
                """,
            differences: [
                // The engine counts in percent (and looks at it on Windows only); the reference sends hundredths of one.
                "container sample-web-1.HostConfig.CpuPercent: 5000, 50",
                // Release 2.26 does not know `gpus`; later ones do.
                #"container sample-web-1.HostConfig.DeviceRequests: null, [{"DeviceIDs":["0"],"Driver":"nvidia"}]"#,
            ]),
        ReferenceCase(
            name: "off and on",
            compose: """
                services:
                  web:
                    image: web:1
                    profiles: [extra]
                  db:
                    image: web:1
                    restart: "no"
                    stop_grace_period: 500ms
                    healthcheck: { test: ["CMD-SHELL", "exit 0"], start_period: 10s }
                    tmpfs: /single
                    command: echo "a b" 'c d' $$HOME
                    entrypoint: []
                  empty:
                    image: web:1
                    command: []
                    scale: 0
                """,
            differences: [
                // Half a second is not no time at all.
                "container sample-db-1.StopTimeout: null, 1"
            ]),
    ]
}
