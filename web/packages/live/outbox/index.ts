export { BIN_DAYS, capturedAt, editable, LATE, NOTICED, open, type Item, type LateName, type Photo, type State, type What } from './item.ts'
export { blob64 } from './digest.ts'
export { NoRoom, Store, type Blob64 } from './store.ts'
export { Outbox, wakeWithPage, type Given, type Standing } from './outbox.ts'
