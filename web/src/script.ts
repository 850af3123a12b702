/** The file that the service serves as /element.js: without exports, so that it is a classic script as well. */
import "./element";
