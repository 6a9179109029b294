-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each request asks for a period that is a second longer than the one before: no answer can serve again.
local n = 0

request = function ()
  n = n + 1
  local from = string.format ("T00:%02d:%02dZ&to", math.floor (n / 60) % 60, n % 60)
  local path = string.gsub (wrk.path, "T00:00:00Z&to", from)
  return wrk.format (nil, path)
end
