import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { makeRouter } from './router'
import { usePreferences } from './settings/queries'
import './main.css'

const pinia = createPinia()

// Before anything is drawn, so that a chosen theme never flashes in the other one.
usePreferences(pinia)

// A deployment has replaced the files this tab was built from. Drafts survive the reload; a second failure is no news,
// and without a network a reload would only lose the page.
window.addEventListener('vite:preloadError', () => {
  const reloaded = Number(sessionStorage.getItem('promptlab.reloaded'))
  if (!navigator.onLine || Date.now() - reloaded < 60_000) return
  sessionStorage.setItem('promptlab.reloaded', String(Date.now()))
  location.reload()
})

createApp(App).use(pinia).use(PiniaColada).use(makeRouter()).mount('#app')
