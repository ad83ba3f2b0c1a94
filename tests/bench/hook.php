<?php
// hook.php - callStatusEvent written in PHP, for comparison.

const SECRET = [
	'sipPassword' => 1,
	'authToken' => 1,
	'token' => 1,
	'password' => 1,
	'Authorization' => 1,
];
const LARGE = ['sdp' => 1, 'sipSDP' => 1];

function redacted(array $from): array
{
	foreach ($from as $name => $value) {
		if (isset(SECRET[$name]))
			$from[$name] = '***';
		elseif (isset(LARGE[$name]) && is_string($value))
			$from[$name] = '[' . strlen($value) . ' bytes]';
		elseif (is_array($value))
			$from[$name] = redacted($value);
	}
	return $from;
}

$body = file_get_contents('php://input');
$data = json_decode($body, true, 64);
header('Content-Type: application/json');
if (!is_array($data)) {
	http_response_code(400);
	exit('{"status":400,"reason":"the body is not one JSON object"}');
}
$line = json_encode([
	'time' => (new DateTime('now'))->format('Y-m-d\TH:i:s.u\Z'),
	'hook' => 'CallStatusEvent',
	'status' => 200,
	'appKey' => $data['appKey'] ?? null,
	'nodeId' => $data['nodeId'] ?? null,
	'sessionId' => $data['sessionId'] ?? null,
	'body' => redacted($data),
], JSON_UNESCAPED_SLASHES) . "\n";
$day = $_SERVER['BENCH_JOURNAL'] . '/' . gmdate('Ymd') . '.ndjson';
file_put_contents($day, $line, FILE_APPEND | LOCK_EX);
header('Content-Length: ' . strlen($body));
echo $body;
