// A badge on its way to the printer: the browser's own printing where it shows PDF within the page, else a page to open.
const CHOICE = "showcase-door-badge-paper"; // nothing of anybody
const PAPERS = ["labels", "holders", "cards"];
let frame = null;
let address = null;

export function chosenPaper() {
  const kept = localStorage.getItem(CHOICE);
  return PAPERS.includes(kept) ? kept : PAPERS[0];
}

export function choosePaper(paper) {
  localStorage.setItem(CHOICE, paper);
}

/** Show the print dialog for a PDF; answers the address at which it can be opened as well, until `tidy()`. */
export function print(blob) {
  tidy();
  address = URL.createObjectURL(new Blob([blob], { type: "application/pdf" }));
  if (navigator.pdfViewerEnabled) {
    frame = document.createElement("iframe");
    frame.className = "paper-frame";
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    frame.addEventListener("load", () => {
      try {
        frame.contentWindow.print();
      } catch {
        // A browser that shows PDF by itself may keep others from printing it: the link is there.
      }
    });
    frame.src = address;
    document.body.append(frame);
  }
  return address;
}

/** Nothing of a badge stays on the phone. */
export function tidy() {
  frame?.remove();
  if (address) URL.revokeObjectURL(address);
  frame = address = null;
}
