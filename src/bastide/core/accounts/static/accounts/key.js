// Shows what needs a script, and says in the page what allauth would write in the console when a key does not answer.
(() => {
  const canUseKeys = Boolean(window.PublicKeyCredential)
  for (const part of document.querySelectorAll('[data-needs-script]')) part.hidden = !canUseKeys
  for (const part of document.querySelectorAll('[data-without-script]')) part.hidden = canUseKeys
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    const problem = document.getElementById('key-problem')
    if (problem) problem.hidden = false
  })
})()
