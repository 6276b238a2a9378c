// Sends what a form of the page describes, and shows the answer.

const token = document.getElementById("token");

function request(form) {
  let path = "/api/v1" + form.dataset.path;
  const query = new URLSearchParams();
  const headers = {};
  for (const field of form.querySelectorAll("input[data-in]")) {
    const value = field.value.trim();
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    else if (value && field.dataset.in === "query") query.append(field.name, value);
    else if (value && field.dataset.in === "header") headers[field.name] = value;
  }
  if (token.value.trim()) headers.Authorization = "Bearer " + token.value.trim();
  const body = form.querySelector("textarea[data-in=body]");
  if (body) headers["Content-Type"] = "application/json";
  const address = query.size ? `${path}?${query}` : path;
  return [address, { method: form.dataset.method.toUpperCase(), headers, body: body ? body.value : undefined }];
}

async function answer(response) {
  const text = await response.text();
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: shown as it came.
  }
  return `${response.status} ${response.statusText}\n\n${shown}`;
}

for (const form of document.querySelectorAll("form[data-path]")) {
  const key = form.querySelector('input[name="Idempotency-Key"]');
  if (key) key.value = crypto.randomUUID();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const box = form.querySelector(".answer");
    const code = box.querySelector("code");
    form.querySelector("button").disabled = true;
    try {
      const [address, options] = request(form);
      code.textContent = await answer(await fetch(address, options));
    } catch (error) {
      code.textContent = String(error);
    }
    box.hidden = false;
    form.querySelector("button").disabled = false;
  });
}
