-- wrk: POST beacons of EVENTS events with TOKEN, each with an id of its own.
local token, events, origin = os.getenv("TOKEN"), tonumber(os.getenv("EVENTS")), os.getenv("ORIGIN")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local list = {}
  for i = 1, events do
    list[i] = '{"name":"page_view","age_ms":' .. i .. ',"properties":{"plan":"pro","position":' .. i .. "}}"
  end
  tail = '","token":"' .. token .. '","age_ms":3,"page":{"url":"https://shop.test/product/42?utm_source=x",'
    .. '"referrer":"https://search.test/","width":1280,"language":"nl-NL","timezone":"Europe/Amsterdam"},'
    .. '"events":[' .. table.concat(list, ",") .. "]}"
  counter = 0
  wrk.headers["Content-Type"] = "text/plain;charset=UTF-8"
  wrk.headers["Origin"] = origin
  wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
end

function request()
  counter = counter + 1
  local id = string.format("bench-%02d-%014d", number, counter)
  return wrk.format("POST", "/api/v1/metrics", nil, '{"id":"' .. id .. tail)
end
