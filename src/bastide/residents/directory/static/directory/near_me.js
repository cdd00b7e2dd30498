// "Autour de moi": the visitor's own position, asked of the browser on a gesture, and sent to our own address only.

for (const button of document.querySelectorAll("[data-near-me]")) {
  if (!("geolocation" in navigator)) continue;
  const said = document.querySelector("[data-near-me-said]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const asked = new URLSearchParams(location.search);
        asked.delete("autour");
        asked.delete("page");
        // Four signs after the point: some ten metres, enough to find what is near.
        asked.set("lat", coords.latitude.toFixed(4));
        asked.set("lon", coords.longitude.toFixed(4));
        location.assign(`${button.dataset.nearMe}?${asked}`);
      },
      () => {
        button.disabled = false;
        if (said) said.textContent = button.dataset.refused;
      },
      { maximumAge: 300_000, timeout: 15_000 },
    );
  });
}
