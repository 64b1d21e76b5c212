export { default as MapView } from './MapView.vue'
export { type Place } from './places.ts'
