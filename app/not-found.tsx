export { Missing as default } from "@/components/page/missing";
