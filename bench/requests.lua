-- For wrk: make all requests differ when asked to, and say the result in one line.
--
-- Strongroom remembers answers whoever asks, so another User-Agent alone would be no other request;
-- an identifier of each request, as some proxies add it, is.

local threads = 0

function setup(thread)
   threads = threads + 1
   thread:set("thread_number", threads)
end

function init(arguments)
   if arguments[1] ~= "differing" then return end
   wrk.headers["User-Agent"] = "bench/@"
   wrk.headers["X-Request-Id"] = "@"
   local first, second, third = wrk.format():match("^(.-)@(.-)@(.*)$")
   local number = 0
   request = function()
      number = number + 1
      local id = thread_number .. "." .. number
      return first .. id .. second .. id .. third
   end
end

function done(summary, latency)
   local e = summary.errors
   local errors = e.connect + e.read + e.write + e.status + e.timeout
   io.write(string.format(
      "result %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes, errors,
      latency:percentile(50), latency:percentile(99)))
end
