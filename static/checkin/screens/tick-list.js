// The list in which it is ticked who of a party or of a coach goes through.
import { named } from "./names.js";
import { leftOf } from "./party.js";
import { say, template } from "./words.js";

/** The boxes: people as {person, inside, note?, forced?}; `ticked(one)`: whether that one is ticked from the start.
 * Whoever has gone through already stands there without a box. `press(ids)` gets the numbers of those ticked. */
export function tickList({ people, direction, ticked, legend, press, count }) {
  const left = leftOf(people, direction);
  const list = template("party-list", {
    legend,
    all: left.length > 3,
    people: [...left.map((one) => choice(one, ticked(one))), ...people.filter((one) => !left.includes(one)).map(done)],
  });
  const boxes = () => [...list.querySelectorAll("[name=attendee]")];
  const counted = () => count(boxes().filter((box) => box.checked).length);
  list.addEventListener("change", counted);
  list.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-tick]")?.dataset.tick;
    if (!asked) return;
    for (const box of boxes()) box.checked = asked === "all";
    counted();
  });
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    const ids = boxes().filter((box) => box.checked).map((box) => Number(box.value));
    if (ids.length) press(ids);
  });
  counted();
  return list;
}

function choice({ person, note }, ticked) {
  const made = template("party-choice", { name: named(person.name), note: note ?? named(person.second_name) });
  const box = made.querySelector("input");
  box.value = person.id;
  box.id = made.querySelector("label").htmlFor = `party-${person.id}`;
  box.checked = ticked && !note;
  return made;
}

function done({ person, inside }) {
  return template("party-done", { name: named(person.name), where: say(inside ? "already-inside" : "is-outside") });
}
