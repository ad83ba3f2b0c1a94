<?php
/*
 * origin-lock - a PHP script for connect, as a customer might have: only pages
 * of one domain may connect, and WCS gets a restClientConfig.
 *
 * test_php.c compares it with a rules.conf for the same purpose.
 */

const DOMAIN = 'example.com';

function is_ours($origin)
{
	if (!is_string($origin))
		return false;
	$url = parse_url($origin);
	if (!is_array($url) || !isset($url['scheme'], $url['host']))
		return false;
	if (!in_array(strtolower($url['scheme']), ['http', 'https'], true))
		return false;
	if (array_diff(array_keys($url), ['scheme', 'host', 'port']))
		return false;
	$host = strtolower($url['host']);
	return $host === DOMAIN || str_ends_with($host, '.' . DOMAIN);
}

function hook($error, $policy, $overwrite = '', $hidden = '')
{
	return [
		'clientExclude' => $hidden,
		'restExclude' => '',
		'restOnError' => $error,
		'restPolicy' => $policy,
		'restOverwrite' => $overwrite,
	];
}

header('Content-Type: application/json');
$body = json_decode(file_get_contents('php://input'));
if (!is_object($body)) {
	http_response_code(400);
	exit;
}
if (!is_ours($body->origin ?? null)) {
	http_response_code(403);
	exit;
}
$body->restClientConfig = [
	'call' => hook('FAIL', 'NOTIFY'),
	'publishStream' => hook('FAIL', 'OVERWRITE', 'name'),
	'ConnectionStatusEvent' => hook('LOG', 'NOTIFY', '',
	    'sipLogin,sipPassword'),
	'StreamKeepAliveEvent' => hook('LOG', 'DISABLE'),
];
$body->sipLogin = '10001';
$body->sipPassword = 'geheim';
echo json_encode($body, JSON_PRESERVE_ZERO_FRACTION);
