// Shows what needs a script, and says in the page what allauth would write in the console when a key does not answer.
(() => {
  for (const hidden of document.querySelectorAll('[data-needs-script]')) hidden.hidden = !window.PublicKeyCredential
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    const problem = document.getElementById('key-problem')
    if (problem) problem.hidden = false
  })
})()
