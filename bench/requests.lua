-- For wrk: make all requests differ when asked to, and say the result in one line.

function init(arguments)
   if arguments[1] ~= "differing" then return end
   wrk.headers["User-Agent"] = "bench/@"
   local head, tail = wrk.format():match("^(.-)@(.*)$")
   local number = 0
   request = function()
      number = number + 1
      return head .. number .. tail
   end
end

function done(summary, latency)
   local e = summary.errors
   local errors = e.connect + e.read + e.write + e.status + e.timeout
   io.write(string.format(
      "result %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes, errors,
      latency:percentile(50), latency:percentile(99)))
end
