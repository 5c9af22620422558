#!/usr/bin/perl
# Answers every name with one address behind the sink, and logs who was asked for. Usage: names.pl ADDRESS LOG
use strict;
use warnings;
use IO::Socket::INET;
my ($address, $log) = @ARGV;
my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => 53, Proto => 'udp') or die "port 53: $!";
open(my $out, '>>', $log) or die "$log: $!";
$out->autoflush(1);
while ($socket->recv(my $query, 512)) {
    next if length($query) < 17;
    my ($at, @labels) = (12);
    while ($at < length($query) and (my $length = ord(substr($query, $at, 1)))) {
        push @labels, substr($query, $at + 1, $length);
        $at += $length + 1;
    }
    my $question = substr($query, 12, $at + 5 - 12);
    print $out join('.', @labels), "\n";
    # One answer: the question's name, type A, class IN, 0 s to live, 203.0.113.1 (RFC 5737).
    $socket->send(substr($query, 0, 2) . pack('n5', 0x8180, 1, 1, 0, 0) . $question
        . pack('nnnNnC4', 0xc00c, 1, 1, 0, 4, 203, 0, 113, 1));
}
