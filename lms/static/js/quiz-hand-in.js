// Handing in: what waits is sent first; then the server's own question opens over the page.
export class HandIn {
  constructor(form, outbox) {
    this.form = form;
    this.outbox = outbox;
    this.dialog = document.querySelector("[data-confirm-hand-in]");
  }

  async ask() {
    if (!await this.outbox.flush()) return;
    const answer = await fetch(this.form.dataset.submission, {
      headers: { "HX-Request": "true" }, credentials: "same-origin",
    }).catch(() => null);
    if (!answer?.ok) { this.outbox.tell("offline"); return; }
    this.dialog.innerHTML = await answer.text();
    const back = this.dialog.querySelector("[data-back]");
    if (!back) { location.assign(this.form.dataset.submission); return; }
    back.addEventListener("click", (event) => { event.preventDefault(); this.dialog.close(); });
    this.dialog.showModal();
    back.focus();
  }

  // Time is up: what is saved is handed in. Without a network the server does it by itself.
  async now() {
    this.form.inert = true;
    await this.outbox.flush();
    this.form.action = this.form.dataset.submission;
    if (navigator.onLine) this.form.submit();
    else addEventListener("online", () => this.outbox.flush().then(() => this.form.submit()), { once: true });
  }
}
