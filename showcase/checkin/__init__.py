"""Gates, devices and scans: receiving the guests. Where to look:

- who may pass: `rules` (pure), `claims` (whose ticket was read), `services` (judges and keeps), `book` (where tickets
  stand, and cases), `records` (their statements), `intake` (commits)
- what is said: `wording`, `greetings`, `verdicts` (plain pages), `scan_answers` and `group_scans` (API)
- what a phone holds: `guest_list`, `namesakes`, `door_groups`, `group_codes`, `door_facts`
- phones: `devices` (set up by a code, a key each), `guard` (who asks), `sightings` (how they fare), `phones` (as staff
  see them), `sheets` (the instruction on paper)
- help desk: `walk_ins`, `photos`
- the app on a phone: `app_views`, `app_files`, `app_words`, `practice`; its scripts are in static/checkin/
- addresses: `*_api_views` for devices and programs, `*_staff_views` plain pages at the door, `gate_views` and
  `phone_views` in the console; what each takes stands in the forms of the same name
- `gates`, `pack`, `own_data`, `signals`: an event's desks, and what other features give and hear
"""
