#!/usr/bin/perl
# replaced-call - refuses every call; an example of a hook in another language.
#
# Installed as fcgi/call.fcgi it replaces EchoApp's program.  The web server
# starts it with the listening socket as standard input.  Debian: libfcgi-perl.
use strict;
use warnings;
use FCGI;
use Fcntl qw(:DEFAULT :flock SEEK_END);
use File::Path qw(make_path);
use JSON::PP;
use POSIX qw(strftime);
use Time::HiRes qw(gettimeofday tv_interval);

my $state = $ENV{ECHOAPP_STATE_DIR} || '/var/lib/echoapp';
my $journal = "$state/journal";
my $secret = qr/^(sipPassword|authToken|token|password|Authorization)$/i;
my $json = JSON::PP->new->utf8->canonical->allow_bignum;

# Replaces the secrets of a body, at any depth.
sub redacted {
	my $value = shift;
	return [map { redacted($_) } @$value] if ref $value eq 'ARRAY';
	return $value if ref $value ne 'HASH';
	return {map { $_ => /$secret/ ? '***' : redacted($value->{$_}) }
		keys %$value};
}

# Appends a line to the day's file: one write, while the file is locked.
sub append {
	my ($seconds, $line) = @_;
	my $day = strftime("$journal/%Y%m%d.ndjson", gmtime $seconds);
	sysopen my $file, $day, O_RDWR | O_APPEND | O_CREAT, 0600 or return;
	flock $file, LOCK_EX or return;
	# A torn line may come before: begin a new one.
	my $last = "\n";
	sysread $file, $last, 1 if sysseek $file, -1, SEEK_END;
	$line = "\n$line" if $last ne "\n";
	my $written = syswrite $file, "$line\n";
	return $written && $written == length "$line\n";
}

sub record {
	my ($since, $status, $reason, $body) = @_;
	my ($seconds, $micros) = @$since;
	# EchoApp's journal has these members in this order.
	my @members = (
		[time => strftime('%Y-%m-%dT%H:%M:%S', gmtime $seconds)
			. sprintf('.%06dZ', $micros)],
		[hook => 'call'],
		[status => $status],
		[us => int(tv_interval($since) * 1e6)],
		(map { [$_ => $body->{$_}] } grep { defined $body->{$_} }
			qw(appKey nodeId sessionId)),
		[reason => $reason],
		[body => redacted($body)],
	);
	return append($seconds, '{' . join(',',
		map { "\"$_->[0]\":" . $json->encode([$_->[1]]) =~ s/^\[|\]$//gr }
		@members) . '}');
}

# SIGTERM: end after the request in progress.
my $stop = 0;
$SIG{TERM} = sub { $stop = 1 };
umask 077;
make_path($journal, {mode => 0700});

my %env;
my $request = FCGI::Request(\*STDIN, \*STDOUT, \*STDERR, \%env,
	0, FCGI::FAIL_ACCEPT_ON_INTR);
while (!$stop && $request->Accept() >= 0) {
	my $since = [gettimeofday];
	read STDIN, my $text, $env{CONTENT_LENGTH} || 0;
	my $body = eval { $json->decode($text) };
	my ($status, $reason) = ref $body eq 'HASH'
		? (403, 'nobody may call today')
		: (400, 'the body is not one JSON object');
	record($since, $status, $reason, ref $body eq 'HASH' ? $body : {})
		or print STDERR "replaced-call: $journal: $!\n";
	my $answer = $json->encode({status => $status, reason => $reason});
	print "Status: $status\r\n",
		"Content-Type: application/json\r\n",
		'Content-Length: ', length $answer, "\r\n\r\n",
		$answer;
	$request->Finish();
}
