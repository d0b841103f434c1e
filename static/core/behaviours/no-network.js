// Without a network a sent form would leave its page, and with it what was typed. It stays, and says so until it can go.
const { noNetwork, networkBack } = document.getElementById("main").dataset;
let said = null;

// In the capture phase: other scripts of the page must not take the form for one that is on its way.
addEventListener("submit", (event) => {
  const form = event.target;
  if (navigator.onLine || form.getAttribute("method") !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  said?.remove();
  said = document.createElement("p");
  said.className = "notice notice--attention";
  said.setAttribute("role", "alert");
  form.append(said);
  said.textContent = noNetwork;
  said.scrollIntoView({ block: "center" });
}, { capture: true });

addEventListener("online", () => {
  if (said) said.textContent = networkBack;
});
