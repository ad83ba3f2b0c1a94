-- paced - post.lua at a constant rate: each of CONNECTIONS waits between
-- requests, so that all of them send RATE requests a second.

dofile(os.getenv("BENCH_FILES") .. "/post.lua")

local wait = os.getenv("CONNECTIONS") * 1000 / os.getenv("RATE")

function delay()
	return wait
end
