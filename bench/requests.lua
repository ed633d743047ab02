-- For wrk: make requests differ as bench.load.Variety says, and tell the result in one line.

local threads = 0

function setup(thread)
   threads = threads + 1
   thread:set("thread_number", threads)
end

function init(arguments)
   if arguments[1] == "other agents" then
      wrk.headers["User-Agent"] = "bench/@"
   elseif arguments[1] == "differ" then
      wrk.path = wrk.path .. "?number=@"
   else
      return
   end
   local before, after = wrk.format():match("^(.-)@(.*)$")
   local number = 0
   request = function()
      number = number + 1
      return before .. thread_number .. "." .. number .. after
   end
end

function done(summary, latency)
   local e = summary.errors
   local errors = e.connect + e.read + e.write + e.status + e.timeout
   io.write(string.format(
      "result %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes, errors,
      latency:percentile(50), latency:percentile(99)))
end
