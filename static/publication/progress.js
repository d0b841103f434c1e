// While a file is being built, looks again every two seconds and shows what has changed. Without it, "Look again" does.
const PAUSE = 2000;

async function lookAgain() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-running]")) {
      location.reload();
      return;
    }
    const now = page.querySelectorAll("[data-running]");
    document.querySelectorAll("[data-running]").forEach((shown, position) => {
      if (now[position] && shown.innerHTML !== now[position].innerHTML) shown.replaceChildren(...now[position].childNodes);
    });
  }
  setTimeout(lookAgain, PAUSE);
}

setTimeout(lookAgain, PAUSE);
