// What the help desk asks of the site. It needs a network; the phone decides nothing of it by itself.
import { DoorError } from "../device/errors.js";

const PATIENCE = 8000; // ms; whoever stands at the desk waits as well

/** The answer's object. A refusal is a DoorError "refused" with `status`, `problem` and `fields` (the faulty ones). */
export async function ask(device, path, { deadline = PATIENCE, ...init } = {}) {
  const response = await device.api(path, { deadline, ...init });
  let told;
  try {
    told = await response.json();
  } catch (error) {
    throw new DoorError("network", { cause: error }); // a network that answers for itself
  }
  if (response.ok) return told;
  const fields = (told.errors ?? []).map(({ field }) => field.replace(/[[.].*/, ""));
  throw new DoorError("refused", { status: response.status, problem: told.code ?? "", fields });
}

/** A badge as PDF, made now. It counts as printed. */
export async function badgeOf(device, id, paper) {
  const response = await device.api(`/attendees/${id}/badge.pdf?paper=${paper}`, { deadline: 30_000 });
  if (!response.ok) {
    const told = await response.json().catch(() => ({}));
    throw new DoorError("refused", { status: response.status, problem: told.code ?? "" });
  }
  return response.blob();
}
