// Keeps parts of a page true: asks for the page again and puts what changed in place of what was. Not while someone is
// at work in that part.
const PAUSE = 2000;

async function look() {
  try {
    const answer = document.hidden ? null : await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-follow]")) {
        const fresh = page.getElementById(part.id);
        const busy = part.contains(document.activeElement);
        if (fresh && !busy && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
      }
    }
  } catch {
    // The server is away: the next look may find it.
  }
  setTimeout(look, PAUSE);
}

if (document.querySelector("[data-follow]")) setTimeout(look, PAUSE);
