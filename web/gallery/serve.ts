/** Serves the gallery on this machine while it is being looked at; it is never built, so it is never shipped. */
import { createServer } from 'vite'

import { gallery } from '../vite.config.ts'

const server = await createServer(gallery(process.env['GONGZHI_URL'] ?? 'http://127.0.0.1:8000'))
await server.listen()
server.printUrls()
