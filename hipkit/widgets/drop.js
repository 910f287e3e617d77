// A file was chosen or dropped: its name, size and bytes go into the hidden text field beside, as one text.
// LARGEST stands for the number of bytes that a page takes; of a larger file only name and size go.
const file = this.files[0];
if (file) {
  const sent = this.closest(".hk-file").querySelector(".hk-sent input");
  const send = (told) => {
    sent.value = JSON.stringify({ name: file.name, size: file.size, ...told });
    sent.dispatchEvent(new Event("change", { bubbles: true }));
    this.value = ""; // so that the same file can be chosen again
  };
  const reader = new FileReader();
  reader.onload = () => send({ content: reader.result.slice(reader.result.indexOf(",") + 1) });
  reader.onerror = () => send({ error: reader.error ? reader.error.name : "unknown" });
  if (file.size > LARGEST) send({});
  else reader.readAsDataURL(file);
}
