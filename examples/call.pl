#!/usr/bin/perl
# call.pl - the hook `call` in Perl: allows calls to extensions only.
#
# In the place of call.fcgi the web server starts it with the listening socket as
# standard input (FastCGI), or for each hook (CGI).  Debian: libfcgi-perl.
use strict;
use warnings;
use Digest::MD5 qw(md5);
use FCGI;
use Fcntl qw(:DEFAULT :flock SEEK_END);
use File::Path qw(make_path);
use JSON::PP;
use POSIX qw(strftime);
use Time::HiRes qw(gettimeofday tv_interval);

# WCS's rest_hook_secret_key; empty: WCS does not sign its hooks.
my $secret = '';
my $body_max = 1048576;
my $state = $ENV{ECHOAPP_STATE_DIR} || '/var/lib/echoapp';
my $journal = "$state/journal";
my $hidden = qr/^(sipPassword|authToken|token|password|Authorization)$/i;
my $json = JSON::PP->new->utf8->canonical->allow_bignum;
my $reader = JSON::PP->new->utf8->allow_bignum->max_depth(64);

# HMAC-MD5, in hexadecimal digits.
sub signature {
	my $key = length $secret > 64 ? md5($secret) : $secret;
	$key .= "\0" x (64 - length $key);
	return unpack 'H*', md5(($key ^ ("\x5c" x 64)) . md5(($key ^ ("\x36" x 64)) . shift));
}

# Returns a status and the reason of a refusal; 200: the hook is accepted.
sub decide {
	my ($env, $text, $body) = @_;
	return (405, 'a hook is a POST') if ($env->{REQUEST_METHOD} // '') ne 'POST';
	return (415, 'a hook is application/json')
		if ($env->{CONTENT_TYPE} // '') !~ m{^application/json *(;|$)}i;
	return (413, 'the body is too long') if length $text > $body_max;
	# The bytes are signed, as they came.
	return (403, 'the signature is wrong')
		if $secret ne '' && ($env->{HTTP_AUTHORIZATION} // '') ne 'WCS ' . signature($text);
	return (400, 'the body is not one JSON object') if ref $body ne 'HASH';
	return (403, 'extensions only') if ($body->{callee} // '') !~ /^10[0-9]{3}\z/;
	return (200, undef);
}

# Replaces the secrets of a body, at any depth.
sub redacted {
	my $value = shift;
	return [map { redacted($_) } @$value] if ref $value eq 'ARRAY';
	return $value if ref $value ne 'HASH';
	return {map { $_ => /$hidden/ ? '***' : redacted($value->{$_}) }
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
	my $object = ref $body eq 'HASH' ? $body : {};
	# EchoApp's journal has these members in this order.
	my @members = (
		[time => strftime('%Y-%m-%dT%H:%M:%S', gmtime $seconds)
			. sprintf('.%06dZ', $micros)],
		[hook => 'call'],
		[status => $status],
		[us => int(tv_interval($since) * 1e6)],
		(map { [$_ => $object->{$_}] } grep { defined $object->{$_} }
			qw(appKey nodeId sessionId)),
		(defined $reason ? [reason => $reason] : ()),
		[body => redacted($object)],
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
my $is_fastcgi = $request->IsFastCGI;
my $env = $is_fastcgi ? \%env : \%ENV;
while (!$stop && $request->Accept() >= 0) {
	my $since = [gettimeofday];
	my $text = '';
	read STDIN, $text, $env->{CONTENT_LENGTH} || 0;
	my $body = eval { $reader->decode($text) };
	my ($status, $reason) = decide($env, $text, $body);
	record($since, $status, $reason, $body)
		or print STDERR "call.pl: $journal: $!; hooks go on\n";
	# An accepted hook is answered with its own bytes.
	my $answer = $status == 200 ? $text
		: sprintf '{"status":%d,"reason":"%s"}', $status, $reason;
	print "Status: $status\r\n",
		"Content-Type: application/json\r\n",
		'Content-Length: ', length $answer, "\r\n\r\n",
		$answer;
	$request->Finish();
	last if !$is_fastcgi;
}
