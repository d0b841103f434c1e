// The desks of the event, as the phone's device knows them.
import { inLanguage } from "./words.js";

/** The desk that is open here, or null. */
export function openDesk({ gates, gate }) {
  return gates.find(({ slug }) => slug === gate) ?? null;
}

/** A desk's name in the language of the page; its slug where the phone has not heard of it. */
export function deskName({ gates }, slug) {
  const desk = gates.find((one) => one.slug === slug);
  return desk ? inLanguage(desk.name) : slug;
}
