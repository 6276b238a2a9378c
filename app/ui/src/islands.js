// Wakes the islands of a server-rendered page, each after the islands around it. A page without islands fetches nothing.
if (document.querySelector("leptos-island")) {
  const bytes = fetch(files[1]);
  const module = await import(files[0]);
  await module.default({ module_or_path: bytes });
  module.hydrate();

  // An island inside another's children has to run with that island's owner, which this callback brings back.
  const enterings = [];
  const wake = async (element, name) => {
    enterings.at(-1)?.();
    if (module[name]) await module[name](element);
    else console.warn(`The bundle has no island ${name}.`);
  };
  const visit = async (element) => {
    const isChildren = element.localName === "leptos-children";
    if (element.localName === "leptos-island") await wake(element, element.dataset.component);
    if (isChildren) enterings.push(element.$$on_hydrate);
    for (const child of [...element.children]) await visit(child);
    if (isChildren) enterings.pop();
  };
  window.__hydrateIsland = wake;
  await visit(document.body);
  document.documentElement.dataset.live = "";
}
