// Hands the ticket's picture to the phone's own list of ways to send it. Without that, the link to save it is enough.
const ways = document.querySelector("[data-share]");
const way = ways?.querySelector("[data-share-way]");
const asFile = (blob) => new File([blob], ways.dataset.share.split("/").pop(), { type: "image/png" });

if (way && navigator.canShare?.({ files: [asFile(new Blob())] })) {
  way.hidden = false;
  way.querySelector("button").addEventListener("click", async () => {
    try {
      const answer = await fetch(ways.dataset.share);
      if (!answer.ok) throw new Error(String(answer.status));
      await navigator.share({ files: [asFile(await answer.blob())] });
    } catch (fault) {
      // Closing the list is no fault; for the rest there is the picture itself.
      if (fault.name !== "AbortError") location.assign(ways.dataset.share);
    }
  });
}
