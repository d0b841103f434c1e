// The page on which an article is written: marks, names, a preview beside the text, and a draft that keeps itself.
import { keepDraft } from "./draft.js";
import { letPick } from "./picker.js";
import { showPreview } from "./preview.js";
import { offerMarks } from "./toolbar.js";

const form = document.querySelector("[data-writing]");
if (form) {
  const body = form.elements.body;
  offerMarks(form, body);
  letPick(form, body);
  showPreview(form, body);
  keepDraft(form, body);
}
