export { Live, type Hears, type Row, type StreamState } from './stream.ts'
