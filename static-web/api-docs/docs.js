// Shows the contract of the server that serves this page; a file of its own, since the CSP allows no inline script.
window.SwaggerUIBundle({
  url: '/api/openapi.yaml',
  domNode: document.getElementById('contract'),
  deepLinking: true,
  displayRequestDuration: true,
  // Nothing of this leaves the origin.
  validatorUrl: null,
})
