// Keeps parts of a page true: when the server has news of a kind that a part follows, the page is asked for again and what
// changed is put in place of what was. Not while someone is at work in that part. Missed news are made up for every minute.
(() => {
  const parts = () => [...document.querySelectorAll("[data-follow]")];
  const PAUSE = 1000;
  let waiting = 0;

  async function look() {
    waiting = 0;
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of parts()) {
        const fresh = page.getElementById(part.id);
        const isBusy = part.contains(document.activeElement);
        if (fresh && !isBusy && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
      }
    } catch {
      // The server is away: the next news find it again.
    }
  }

  const soon = () => {
    waiting ||= setTimeout(look, PAUSE);
  };
  const stream = new EventSource("/live/organizer");
  stream.addEventListener("news", ({ data }) => {
    const { kind } = JSON.parse(data);
    if (parts().some((part) => part.dataset.follow.split(" ").includes(kind))) soon();
  });
  document.addEventListener("visibilitychange", soon);
  addEventListener("pagehide", () => stream.close());
  setInterval(soon, 60_000);
})();
