-- paced - post.lua at a steady rate: each of CONNECTIONS waits in between, so
-- that all of them make RATE requests a second.

dofile(os.getenv("BENCH_FILES") .. "/post.lua")

local wait = os.getenv("CONNECTIONS") * 1000 / os.getenv("RATE")

function delay()
	return wait
end
