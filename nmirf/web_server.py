"""How long the first line of a request may be, for gunicorn, which takes 8,190 bytes or any number.

An address beyond 8,190 bytes would be refused by gunicorn in a few bare words, on the API too, and
without any bound one client could have it hold a line that never ends. So its own bound is moved to
where nobody comes by mistake; what is too long for a page is refused by the site itself, in its words.
"""

from gunicorn.http import message

LONGEST = 65_536
message.MAX_REQUEST_LINE = LONGEST
limit_request_line = LONGEST
