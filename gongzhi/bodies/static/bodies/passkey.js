/** Says on the page when a passkey could not be used; without it the browser would be silent. */
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const line = document.getElementById('passkey_failed')
  if (line) line.hidden = false
})
