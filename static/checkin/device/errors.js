// What can go wrong at the door, by a code that the screens have words for.
//
// network        nobody answers, or not in time
// pin_wrong      the desk's PIN is another one
// code_not_valid the enrolment code is wrong, used or too old
// revoked        the phone may not scan any more (401)
// too_many       too many tries; `seconds` tells how long to wait
// storage        the phone keeps nothing (full, private window, denied): what is not stored is not shown
// locked         no desk is open: its PIN is needed first
// waiting        scans are waiting that would be lost
// too_late       a scan can be taken back for 15 minutes
// refused        the server will not have it; `status` and `problem` tell more
export class DoorError extends Error {
  constructor(code, more = {}) {
    super(code);
    this.name = "DoorError";
    this.code = code;
    Object.assign(this, more);
  }
}
