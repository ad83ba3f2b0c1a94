<?php
/*
 * call.php - the hook `call` in PHP: allows calls to extensions only.
 *
 * Runs in PHP-FPM (FastCGI), and as a CGI program; PHP 8.  README.md beside it
 * says how a web server asks it instead of EchoApp's program.
 */

/* WCS's rest_hook_secret_key; empty: WCS does not sign its hooks. */
const SECRET = '';
const BODY_MAX = 1048576;

/* Returns a status and the reason of a refusal; 200: the hook is accepted. */
function decide(string $text, mixed $body): array
{
	if ($_SERVER['REQUEST_METHOD'] !== 'POST')
		return [405, 'a hook is a POST'];
	if (!preg_match('~^application/json *(;|$)~i', $_SERVER['CONTENT_TYPE'] ?? ''))
		return [415, 'a hook is application/json'];
	if (strlen($text) > BODY_MAX)
		return [413, 'the body is too long'];
	/* The bytes are signed, as they came. */
	if (SECRET !== '' && !hash_equals('WCS ' . hash_hmac('md5', $text, SECRET),
	    $_SERVER['HTTP_AUTHORIZATION'] ?? ''))
		return [403, 'the signature is wrong'];
	if (!is_object($body))
		return [400, 'the body is not one JSON object'];
	if (!is_string($body->callee ?? null) || !preg_match('/^10[0-9]{3}$/D', $body->callee))
		return [403, 'extensions only'];
	return [200, ''];
}

function without_secrets(mixed $value): mixed
{
	if (!is_object($value) && !is_array($value))
		return $value;
	$copy = is_object($value) ? clone $value : $value;
	foreach ($copy as $name => &$member)
		$member = preg_match('/^(sipPassword|authToken|token|password|Authorization)$/iD', $name)
			? '***' : without_secrets($member);
	return $copy;
}

/* Appends a line to the day's file of EchoApp's journal: one write, under a lock. */
function append(float $since, string $line): bool
{
	$state = $_SERVER['ECHOAPP_STATE_DIR'] ?? '/var/lib/echoapp';
	umask(0077);
	$file = @fopen("$state/journal/" . gmdate('Ymd', (int)$since) . '.ndjson', 'a+');
	if (!$file || !flock($file, LOCK_EX))
		return false;
	/* A torn line may come before: begin a new one. */
	$torn = fseek($file, -1, SEEK_END) === 0 && fread($file, 1) !== "\n";
	$line = ($torn ? "\n" : '') . "$line\n";
	$written = fwrite($file, $line);
	fclose($file);
	return $written === strlen($line);
}

function record(int $status, string $reason, mixed $body): void
{
	$since = $_SERVER['REQUEST_TIME_FLOAT'];
	$line = ['time' => gmdate('Y-m-d\TH:i:s', (int)$since)
		. sprintf('.%06dZ', fmod($since, 1) * 1e6),
	    'hook' => 'call', 'status' => $status,
	    'us' => (int)((microtime(true) - $since) * 1e6)];
	foreach (['appKey', 'nodeId', 'sessionId'] as $name)
		if (is_object($body) && isset($body->$name))
			$line[$name] = $body->$name;
	if ($reason !== '')
		$line['reason'] = $reason;
	if (is_object($body))
		$line['body'] = without_secrets($body);
	if (!append($since, json_encode($line, JSON_UNESCAPED_SLASHES
	    | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION)))
		error_log('call.php: the journal cannot be written; hooks go on');
}

$text = file_get_contents('php://input');
$body = json_decode($text, false, 64, JSON_BIGINT_AS_STRING);
[$status, $reason] = decide($text, $body);
record($status, $reason, $body);
/* An accepted hook is answered with its own bytes. */
$answer = $status === 200 ? $text : json_encode(['status' => $status,
    'reason' => $reason], JSON_UNESCAPED_SLASHES);
http_response_code($status);
header('Content-Type: application/json');
header('Content-Length: ' . strlen($answer));
echo $answer;
