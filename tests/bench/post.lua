-- post - wrk's request and its result, one line: requests a second, the 50th
-- and 99th percentile in ms, errors, requests.

local file = assert(io.open(os.getenv("BODY"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json;charset=UTF-8"
file:close()

function done(summary, latency)
	local e = summary.errors
	io.write(string.format("wrk %.0f %.3f %.3f %d %d\n",
		summary.requests / summary.duration * 1e6,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
		e.connect + e.read + e.write + e.status + e.timeout,
		summary.requests))
end
