// A colour typed in a field can also be picked: the browser's own picker stands beside it and follows what is typed.
const written = /^#?([0-9a-f]{6})$/i;

for (const picker of document.querySelectorAll("input[data-colour-for]")) {
  const field = document.getElementById(picker.dataset.colourFor);
  const follow = () => {
    const found = field.value.trim().match(written);
    if (found) picker.value = `#${found[1].toLowerCase()}`;
  };
  follow();
  picker.hidden = false;
  field.addEventListener("input", follow);
  picker.addEventListener("input", () => {
    field.value = picker.value.toUpperCase();
  });
}
