// Projects kept on this device. The list of them stands in an address, so that it can be sent and opened anywhere.
const KEY = "showcase-kept-projects";

const kept = () => {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((slug) => typeof slug === "string") : [];
  } catch {
    return [];
  }
};

const store = (slugs) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(slugs));
    return true;
  } catch {
    return false; // a private window may refuse to keep anything
  }
};

const shortlist = document.querySelector("[data-kept]");
const address = (path, slugs) => `${path}?ids=${slugs.map(encodeURIComponent).join(",")}`;

function countKept() {
  if (!shortlist) return;
  const slugs = kept();
  shortlist.hidden = slugs.length === 0;
  shortlist.href = address(new URL(shortlist.href).pathname, slugs);
  shortlist.querySelector("[data-kept-number]").textContent = slugs.length;
}

for (const place of document.querySelectorAll("[data-keep]")) {
  const slug = place.dataset.keep;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "keep__button";
  const show = () => {
    const isKept = kept().includes(slug);
    button.setAttribute("aria-pressed", isKept);
    button.textContent = isKept ? place.dataset.keptLabel : place.dataset.keepLabel;
  };
  button.setAttribute("aria-description", place.dataset.name);
  button.addEventListener("click", () => {
    const slugs = kept();
    store(slugs.includes(slug) ? slugs.filter((one) => one !== slug) : [...slugs, slug]);
    show();
    countKept();
  });
  show();
  place.append(button);
}
countKept();

// The page of kept projects, opened without any in its address, shows those of this device.
if (document.querySelector("[data-nothing-kept]") && !location.search && kept().length) {
  location.replace(address(location.pathname, kept()));
}
