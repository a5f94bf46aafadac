// `npm run build`: dependencies, generated code, the server in `.next` and `dist`.
import { build, prepareSources } from "./prepare.mjs";

prepareSources();
build();
