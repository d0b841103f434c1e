// Tells that somebody has the invitation before them: a touch, a key or a scroll is a person's, a fetched page is not.
const invitation = document.querySelector("[data-opening]");
const signs = ["pointerdown", "keydown", "scroll"];

function tell() {
  for (const sign of signs) removeEventListener(sign, tell);
  fetch(invitation.dataset.opening, { method: "POST", keepalive: true }).catch(() => {});
}

if (invitation) for (const sign of signs) addEventListener(sign, tell, { passive: true });
