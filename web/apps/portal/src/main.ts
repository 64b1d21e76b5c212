/** What the pages for everybody do better where scripts run; without them they work as they are. */
import '@gongzhi/kit/tokens.css'

import './styles/frame.css'
import './styles/parts.css'
import './styles/forms.css'
