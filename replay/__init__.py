"""./run replay FILE: a register that somebody else kept, taken into the services row by row.

What is true of every register:

- A row is accepted, linked to an earlier row, or quarantined with a code. Each row of the file leads to exactly
  one line of the result; nothing is passed over and no row stops the others.
- The services are asked through jiandu.client only, with the rights of one division's staff each. Command ids
  follow from the row's keys, so the second run of a file asks for what is there already and changes nothing.
  What was there before is read from the services' own ledgers, not from a file of ours.
- Legal time is not turned back. What is done is done now: a complaint is received today (channel "transfer"), a
  case is opened today, under the pack in force today, for no pack of ours governed New York or Virginia then.
  From the register come only the dates that the services hold as somebody's statement: from when a revocation
  has effect. A date the register does not give stays unknown.
- Persons: the registers name nobody, but an officer's number is still a person's. Neither results nor ids
  repeat it; an officer's id here is a hash of it. No value of a row is printed, only its number, a code and the
  column at fault.

What each register becomes is told in replay/newyork.py and replay/virginia.py.
"""
