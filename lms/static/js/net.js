// Talking to the server: every unsafe request carries the page's token. Answers come back as
// { ok, status, data }; no network is status 0.
const token = () => document.querySelector("meta[name=csrf-token]").content;

export async function send(url, { method = "POST", json, body, headers = {}, ...rest } = {}) {
  const sent = { "X-CSRFToken": token(), ...headers };
  if (json !== undefined) sent["Content-Type"] = "application/json";
  try {
    const answer = await fetch(url, {
      method,
      headers: sent,
      body: json === undefined ? body : JSON.stringify(json),
      credentials: "same-origin",
      ...rest,
    });
    const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
    const data = isJson ? await answer.json() : null;
    return { ok: answer.ok, status: answer.status, data, headers: answer.headers };
  } catch {
    return { ok: false, status: 0, data: null, headers: new Headers() };
  }
}

export const post = (url, body) => send(url, { body, redirect: "manual", keepalive: true });
