// A press on the photograph says what must always be seen: it fills the two fields, and the cut pictures follow.
const whole = document.querySelector("[data-focal]");
const fields = { x: document.getElementById("focal_x"), y: document.getElementById("focal_y") };

if (whole && fields.x && fields.y) {
  const mark = whole.querySelector(".photo__mark");
  const crops = document.querySelectorAll(".photo__crop img");
  const percent = (field) => {
    const number = Number.parseInt(field.value, 10);
    return Number.isNaN(number) ? 50 : Math.min(100, Math.max(0, number));
  };
  const follow = () => {
    const [x, y] = [percent(fields.x), percent(fields.y)];
    mark.style.left = `${x}%`;
    mark.style.top = `${y}%`;
    for (const crop of crops) crop.style.objectPosition = `${x}% ${y}%`;
  };
  whole.classList.add("photo__whole--live");
  document.querySelector("[data-focal-hint]").hidden = false;
  for (const field of Object.values(fields)) field.addEventListener("input", follow);
  whole.addEventListener("click", (event) => {
    const box = whole.getBoundingClientRect();
    fields.x.value = Math.round((100 * (event.clientX - box.left)) / box.width);
    fields.y.value = Math.round((100 * (event.clientY - box.top)) / box.height);
    follow();
  });
  follow();
}
