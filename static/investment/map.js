// A closer look at the map: Leaflet over our own outlines, fetched only when somebody asks for it.
const button = document.querySelector("[data-closer-map]");
const drawn = button.closest("figure");
button.hidden = false;

button.addEventListener("click", async () => {
  button.disabled = true;
  const { source, leaflet, sheets, failed } = button.dataset;
  try {
    const [places] = await Promise.all([fetched(source), import(leaflet), ...sheets.split(" ").map(styled)]);
    show(places);
    button.remove();
  } catch {
    button.disabled = false;
    button.nextElementSibling.textContent = failed; // the drawn map stays
  }
});

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function styled(url) {
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}

function show(places) {
  const box = document.createElement("div");
  box.className = "closer-map";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", button.dataset.label);
  drawn.before(box);
  drawn.querySelector(".map").hidden = true;
  const L = globalThis.L;
  const map = L.map(box, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  L.control.zoom({ zoomInTitle: button.dataset.in, zoomOutTitle: button.dataset.out }).addTo(map);
  const layer = L.geoJSON(places, {
    style: ({ properties }) => ({ className: `closer-map__place closer-map__place--${properties.class}` }),
    pointToLayer: (_feature, at) => L.circleMarker(at, { radius: 9, className: "closer-map__site" }),
    onEachFeature: ({ geometry, properties }, place) => {
      const isSite = geometry.type === "Point";
      place.bindTooltip(written(properties), { permanent: !isSite, direction: isSite ? "top" : "center", className: "closer-map__label" });
      if (properties.url) place.on("click", () => location.assign(properties.url));
    },
  }).addTo(map);
  map.fitBounds(layer.getBounds(), { padding: [12, 12] });
  const farthest = map.getZoom();
  map.setMinZoom(farthest);
  map.on("zoomend", () => box.toggleAttribute("data-close", map.getZoom() >= farthest + 1));
  map.setMaxBounds(layer.getBounds().pad(0.3));
  layer.eachLayer((place) => {
    if (place.feature.properties.label_at) place.getTooltip().setLatLng(place.feature.properties.label_at);
  });
  layer.eachLayer((place) => reachable(place.getElement(), place.feature.properties));
  box.focus();
}

function written({ name, says }) {
  const label = document.createElement("span");
  label.textContent = name;
  if (says) {
    const number = document.createElement("strong");
    number.textContent = says;
    label.append(document.createElement("br"), number);
  }
  return label;
}

// By keyboard and by ear, a place that leads somewhere is a link.
function reachable(element, { name, says, url }) {
  if (!element || !url) return;
  element.setAttribute("role", "link");
  element.setAttribute("tabindex", "0");
  element.setAttribute("aria-label", says ? `${name}: ${says}` : name);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter") location.assign(url);
  });
}
